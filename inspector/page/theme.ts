import { requireElement } from './dom.ts';

const THEMES = ['auto', 'light', 'dark'] as const;
const KEY = 'wirechart-inspector-theme';

/** Connects the switch between the system's colors, light and dark. The choice is kept where the browser allows it. */
export function attachTheme(): void {
  const control = requireElement('[data-do="theme"]');
  let theme = THEMES.find((each) => each === stored()) ?? 'auto';
  const apply = (): void => {
    document.documentElement.dataset['theme'] = theme;
    control.dataset['theme'] = theme;
    control.setAttribute('aria-label', `Colors: ${theme}`);
    control.title = `Colors: ${theme}`;
  };
  control.addEventListener('click', () => {
    theme = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? 'auto';
    try {
      localStorage.setItem(KEY, theme);
    } catch {
      // Without storage the choice holds for this page.
    }
    apply();
  });
  apply();
}

function stored(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}
