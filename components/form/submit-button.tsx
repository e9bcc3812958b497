'use client'
import { Button, type ButtonProps } from '@/components/ui/button'
import { useFormState } from './context'

/** Submits the Form around it and shows that it is on its way. `name` and `value` tell several of them apart. */
export function SubmitButton(props: Omit<ButtonProps, 'type' | 'pending' | 'asChild'>) {
  const { pending } = useFormState()
  return <Button type="submit" pending={pending} {...props} />
}
