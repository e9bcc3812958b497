'use client'
import { Printer } from 'lucide-react'
import { Button } from '@/components/ui/button'

/** Prints the page, or keeps it as PDF where the browser can. */
export const PrintButton = () => (
  <Button type="button" variant="secondary" onClick={() => window.print()} className="print:hidden">
    <Printer aria-hidden />
    Print
  </Button>
)
