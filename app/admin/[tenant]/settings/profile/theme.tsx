import { type Theme, themes } from '@/components/layout/theme'
import { chooseTheme } from '@/components/layout/theme-action'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'

const labels: Record<Theme, string> = { system: 'System', light: 'Light', dark: 'Dark' }

/** The choice of the theme, kept in this browser. */
export const ThemeChoice = ({ theme }: { theme: Theme }) => (
  <Card title="Theme" description="Kept in this browser. “System” follows the device.">
    <form action={chooseTheme} className="flex flex-wrap gap-2">
      {themes.map((each) => (
        <Button
          key={each}
          type="submit"
          name="theme"
          value={each}
          variant={each === theme ? 'primary' : 'secondary'}
          aria-pressed={each === theme}
        >
          {labels[each]}
        </Button>
      ))}
    </form>
  </Card>
)
