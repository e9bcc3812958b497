import { notFound } from 'next/navigation'
import { AppError } from '@/lib/core/error'

/** What a verb found, or the 404 page for what is not there or belongs to others: `await found(getPlan(ctx, id))`. */
export async function found<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked
  } catch (error) {
    if (error instanceof AppError && error.code === 'not_found') notFound()
    throw error
  }
}
