const secretFields =
  'application_fee_amount amount_received amount_capturable application customer customer_account latest_charge metadata on_behalf_of payment_method_configuration_details payment_record review transfer_data transfer_group statement_descriptor statement_descriptor_suffix'.split(
    ' ',
  )

/** An intent as a publishable key sees it: without what concerns the seller alone. */
export const veiled = <T extends object>(intent: T): Partial<T> =>
  Object.fromEntries(Object.entries(intent).filter(([name]) => !secretFields.includes(name))) as Partial<T>
