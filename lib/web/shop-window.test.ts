import { describe, expect, test } from 'vitest'
import { isOrderPage, isShopWindow, storePathOf } from './hosts'
import { policyFor, withoutScripts } from './shop-window'

describe('a page of the shop window', () => {
  const drawn = `<html><head><link rel="preload" as="script" href="/a.js"/><link rel="stylesheet" nonce="x" href="/a.css"/>
    <script src="/a.js" async=""></script></head><body><p style="--brand:#0f766e">Hi</p><script>self.x=1</script></body></html>`

  test('leaves the house without anything that runs, and keeps its sheet', () => {
    const sent = withoutScripts(drawn)
    expect(sent).not.toMatch(/script|nonce|\.js/)
    expect(sent).toContain('href="/a.css"')
    expect(sent).toContain('Hi')
  })

  test('may run nothing, and use no style but its own', () => {
    const policy = policyFor(drawn)
    expect(policy).toContain("script-src 'none'")
    expect(policy).not.toContain('unsafe-inline')
    // printf '%s' '--brand:#0f766e' | openssl dgst -sha256 -binary | base64
    expect(policy).toContain("'sha256-MPaeiLL10UseF37RSCRgelqQ5Oxu02D7X1brUbi4AZw='")
  })
})

describe('which page is whose', () => {
  test('shared pages are told from those of one buyer', () => {
    for (const path of ['/store/demo', '/store/demo/gr', '/store/demo/plans/greece-5gb', '/store/demo/terms'])
      expect(isShopWindow(path), path).toBe(true)
    for (const path of [
      '/store/demo/account',
      '/store/demo/checkout/x',
      '/store/demo/orders/t',
      '/admin/demo',
    ])
      expect(isShopWindow(path), path).toBe(false)
    expect([isOrderPage('/store/demo/orders/t'), isOrderPage('/store/demo/orders')]).toEqual([true, false])
  })

  test('a foreign host is a store, our own and what only machines use is not', () => {
    expect(storePathOf('eSIM.example.com:443', '/')).toBe('/store/esim.example.com')
    expect(storePathOf('esim.example.com', '/plans/x')).toBe('/store/esim.example.com/plans/x')
    for (const host of ['localhost:3000', '127.0.0.1:3000', 'web', '[::1]:3000', null])
      expect(storePathOf(host, '/'), String(host)).toBeNull()
  })
})
