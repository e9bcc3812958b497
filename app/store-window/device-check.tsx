const families = [
  {
    brand: 'Apple',
    models: 'iPhone XS, XR and later; iPad Pro, Air, mini and iPad with cellular since 2018',
  },
  { brand: 'Samsung', models: 'Galaxy S20 and later, Z Flip, Z Fold, Note 20, A54 and later' },
  { brand: 'Google', models: 'Pixel 3a and later' },
  {
    brand: 'Others',
    models:
      'Motorola Razr and Edge 40, Sony Xperia 10 III, Xiaomi 12T Pro, Oppo Find X3, Honor Magic4, and later ones',
  },
]

/** How a buyer finds out whether the phone can take an eSIM, before paying. */
export const DeviceCheck = () => (
  <section aria-labelledby="devices" className="rounded-lg border bg-card p-5 shadow-card sm:p-6">
    <h2 id="devices" className="font-semibold text-xl">
      Does your phone take an eSIM?
    </h2>
    <p className="mt-2 max-w-prose">
      Dial <kbd className="rounded-sm border bg-muted px-1.5 py-0.5 font-mono text-sm">*#06#</kbd>. If an EID
      is shown, it does. It must also not be locked to a carrier: on an iPhone, Settings, General, About says
      “No SIM restrictions”.
    </p>
    <details className="mt-3">
      <summary className="cursor-pointer py-2.5 font-medium text-primary">Phones that usually can</summary>
      <dl className="grid gap-x-6 gap-y-2 pt-2 text-sm sm:grid-cols-[auto_1fr]">
        {families.map(({ brand, models }) => (
          <div key={brand} className="contents">
            <dt className="font-medium">{brand}</dt>
            <dd className="text-muted-foreground">{models}</dd>
          </div>
        ))}
      </dl>
      <p className="pt-3 text-muted-foreground text-sm">
        Models made for mainland China mostly cannot. Some regions and carriers sell models without eSIM.
      </p>
    </details>
  </section>
)
