import type { Locator } from '@playwright/test'
import jsQR from 'jsqr'

/** What a phone reads that is held before the screen: the text of the QR code in a screenshot of `picture`. */
export async function scan(picture: Locator): Promise<string | undefined> {
  const shot = (await picture.screenshot()).toString('base64')
  const blank = await picture.page().context().newPage()
  const { width, height, pixels } = await blank.evaluate(async (png) => {
    const bytes = Uint8Array.from(atob(png), (letter) => letter.charCodeAt(0))
    const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }))
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height)
    const brush = canvas.getContext('2d')!
    brush.drawImage(bitmap, 0, 0)
    const { data } = brush.getImageData(0, 0, bitmap.width, bitmap.height)
    return { width: bitmap.width, height: bitmap.height, pixels: [...data] }
  }, shot)
  await blank.close()
  return jsQR(Uint8ClampedArray.from(pixels), width, height)?.data
}
