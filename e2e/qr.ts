import type { Locator } from '@playwright/test'
import jsQR from 'jsqr'

const side = 330

/** What a phone reads that is held before the screen: the text of the QR code in a screenshot of `picture`. */
export async function scan(picture: Locator): Promise<string | undefined> {
  const shot = (await picture.screenshot()).toString('base64')
  const blank = await picture.page().context().newPage()
  const dots = await blank.evaluate(
    async ([png, size]) => {
      const bytes = Uint8Array.from(atob(png), (letter) => letter.charCodeAt(0))
      const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }))
      const brush = new OffscreenCanvas(size, size).getContext('2d')!
      brush.drawImage(bitmap, 0, 0, size, size)
      const { data } = brush.getImageData(0, 0, size, size)
      return Array.from({ length: size * size }, (_, dot) => (data[dot * 4]! > 127 ? '1' : '0')).join('')
    },
    [shot, side] as const,
  )
  await blank.close()
  const pixels = [...dots].flatMap((dot) => [255 * Number(dot), 255 * Number(dot), 255 * Number(dot), 255])
  return jsQR(Uint8ClampedArray.from(pixels), side, side)?.data
}
