import { useSignal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';
import { Dialog } from './dialog.tsx';

/** A dialog whose code is fetched when it is first opened. */
export function lazily<Props extends { readonly onClose: () => void }>(
  load: () => Promise<ComponentType<Props>>,
): ComponentType<Props> {
  let loaded: ComponentType<Props> | undefined;
  return function Lazily(props: Props) {
    const isThere = useSignal(loaded !== undefined);
    const trouble = useSignal('');
    useEffect(() => {
      load().then(
        part => {
          loaded = part;
          isThere.value = true;
        },
        error => {
          trouble.value = String(error);
        },
      );
    }, []);
    const Loaded = isThere.value ? loaded : undefined;
    if (Loaded) return <Loaded {...props} />;
    if (trouble.value === '') return null;
    return (
      <Dialog title="This part could not be loaded" onClose={props.onClose}>
        <p class="error">{trouble}</p>
        <p class="muted">Load the page again.</p>
      </Dialog>
    );
  };
}
