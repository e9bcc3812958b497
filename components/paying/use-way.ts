'use client'
import { useEffect, useRef, useState } from 'react'

/**
 * Which of the ways to pay is chosen; `first` is the one that was posted. Put `radios` on what holds the choices. Who
 * comes back from the page of a provider finds the choice restored by the browser, which tells no script of it.
 */
export function useWay<Way extends { id: string }>(ways: readonly Way[], first: string | undefined) {
  const [chosen, choose] = useState(first ?? ways[0]!.id)
  const radios = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const look = () => {
      const restored = radios.current?.querySelector<HTMLInputElement>('input:checked')
      if (restored) choose(restored.value)
    }
    look()
    addEventListener('pageshow', look)
    return () => removeEventListener('pageshow', look)
  }, [])
  return { way: ways.find(({ id }) => id === chosen) ?? ways[0]!, chosen, choose, radios }
}
