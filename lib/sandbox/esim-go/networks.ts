import { countryName, regionOf } from '@/lib/core/countries'

export type Network = {
  name: string
  brandName: string
  mcc: string
  mnc: string
  tagid: string
  speed: string[]
}

/** Country, then its networks as operator, mobile country code, mobile network code and TADIG. */
const table = `
GB O2/234/10/GBRCN,Vodafone/234/15/GBRVF,Three/234/20/GBRHU
FR Orange/208/01/FRAF1,SFR/208/10/FRAF2,Bouygues/208/20/FRAF3
DE Telekom/262/01/DEUD1,Vodafone/262/02/DEUD2,O2/262/03/DEUE2
ES Vodafone/214/01/ESPAT,Orange/214/03/ESPRT,Movistar/214/07/ESPTE
IT TIM/222/01/ITASI,Vodafone/222/10/ITAOM,WindTre/222/88/ITAWI
PT Vodafone/268/01/PRTTL,NOS/268/03/PRTOP,MEO/268/06/PRTTM
NL Vodafone/204/04/NLDLT,KPN/204/08/NLDPT
BE Proximus/206/01/BELTB,Orange/206/10/BELMO
GR Cosmote/202/01/GRCCO,Vodafone/202/05/GRCPF
AT A1/232/01/AUTPT,Magenta/232/03/AUTMM
CH Swisscom/228/01/CHEC1,Salt/228/03/CHEOR
SE Telia/240/01/SWETR,Tele2/240/07/SWEIQ
NO Telenor/242/01/NORTM,Telia/242/02/NORNC
IE Vodafone/272/01/IRLEC,Three/272/05/IRLH3
TR Turkcell/286/01/TURTC,Vodafone/286/02/TURTS
US T-Mobile/310/260/USAW6,AT&T/310/410/USACG
CA Bell/302/610/CANBM,Rogers/302/720/CANRW
MX Telcel/334/020/MEXTL
JP Docomo/440/10/JPNDO,SoftBank/440/20/JPNJP
KR SK Telecom/450/05/KORSK,KT/450/08/KORKF
TH AIS/520/03/THAWN
ID Telkomsel/510/10/IDNTS
SG Singtel/525/01/SGPST,StarHub/525/05/SGPSH
VN MobiFone/452/01/VNMMO,Viettel/452/04/VNMVT
AU Telstra/505/01/AUSTA,Optus/505/02/AUSOP
NZ One NZ/530/01/NZLBS,Spark/530/05/NZLTM
AE Etisalat/424/02/ARETC,du/424/03/AREDU
ZA Vodacom/655/01/ZAFVC,MTN/655/10/ZAFMN
EG Orange/602/01/EGYAR,Vodafone/602/02/EGYMS
`

const speed = ['2G', '3G', '4G', '5G']

const networks = new Map<string, Network[]>(
  table
    .trim()
    .split('\n')
    .map((line) => {
      const [iso, operators] = [line.slice(0, 2), line.slice(3).split(',')]
      const found = operators.map((operator) => {
        const [name = '', mcc = '', mnc = '', tagid = ''] = operator.split('/')
        return { name, brandName: `${name} ${countryName(iso)}`, mcc, mnc, tagid, speed }
      })
      return [iso, found]
    }),
)

export const countries: readonly string[] = [...networks.keys()]

export const networksIn = (iso: string): Network[] => networks.get(iso) ?? []

/** The vendor's way to name a country in a list. */
export const countryOf = (iso: string) => ({ name: countryName(iso), region: regionOf(iso) ?? 'Other', iso })

/** The network that a device sees: by MCC and MNC, by MCC alone, or the first of a country. */
export function findNetwork(
  where: { mcc?: string; mnc?: string } | { iso: string },
): { iso: string; network: Network } | undefined {
  for (const [iso, list] of networks)
    for (const network of list) {
      if ('iso' in where ? where.iso === iso : fits(where, network)) return { iso, network }
    }
  return undefined
}

const fits = ({ mcc, mnc }: { mcc?: string; mnc?: string }, network: Network): boolean =>
  network.mcc === mcc && (!mnc || network.mnc === mnc)
