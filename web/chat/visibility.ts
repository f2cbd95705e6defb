import { signal } from '@preact/signals';

/** Whether the page is on show: nobody looks at the rooms of a hidden one. */
export const isVisible = signal(!document.hidden);
document.addEventListener('visibilitychange', () => {
  isVisible.value = !document.hidden;
});
