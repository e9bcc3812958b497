import QRCode from 'qrcode'

/** Draws text as a QR code in SVG: error correction M, quiet zone 4, dark on light whatever the theme. */
export const qrSvg = (text: string): Promise<string> =>
  QRCode.toString(text, {
    type: 'svg',
    errorCorrectionLevel: 'M',
    margin: 4,
    color: { dark: '#000000', light: '#ffffff' },
  })
