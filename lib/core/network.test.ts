import { expect, test } from 'vitest'
import { networkOf } from './network'

test.each([
  ['203.0.113.7', '203.0.113.7'],
  ['::ffff:203.0.113.7', '203.0.113.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['2001:DB8:1:2::9', '2001:db8:1:2'],
  ['2001:db8::9', '2001:db8:0:0'],
  ['2001:0db8:0001::', '2001:db8:1:0'],
])('%s is of the network %s', (ip, network) => expect(networkOf(ip)).toBe(network))

test.each(['127.0.0.1', '::1', '::ffff:10.1.2.3', '172.20.0.2', '192.168.1.9', 'fd00::5', 'unknown', ''])(
  '%j tells nobody apart',
  (ip) => expect(networkOf(ip)).toBeNull(),
)
