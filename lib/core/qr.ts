import QRCode from 'qrcode'

/** Draws text as a QR code in SVG: error correction M, quiet zone 4, dark on light whatever the theme. */
export const qrSvg = (text: string): Promise<string> =>
  QRCode.toString(text, {
    type: 'svg',
    errorCorrectionLevel: 'M',
    margin: 4,
    color: { dark: '#000000', light: '#ffffff' },
  })

// One filter, "up", fits squares best; to try all of them for each line would take four times as long.
const pngOptions = { deflateLevel: 9, filterType: 2 }

/** The same as PNG, for mails: mail programs show no SVG. */
export const qrPng = (text: string): Promise<Buffer> =>
  QRCode.toBuffer(text, { errorCorrectionLevel: 'M', margin: 4, scale: 6, rendererOpts: pngOptions })
