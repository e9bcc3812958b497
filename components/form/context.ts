'use client'
import { createContext, useContext } from 'react'
import type { FormState } from './state'

/** What a field may know of the form around it. */
export const FormContext = createContext<{ state: FormState; pending: boolean }>({
  state: {},
  pending: false,
})

/** The state and the pending flag of the nearest Form. */
export const useFormState = () => useContext(FormContext)
