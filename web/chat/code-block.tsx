import { useSignal } from '@preact/signals';

const SHOWN_MS = 2_000;

export function CodeBlock({ text }: { text: string }) {
  const isCopied = useSignal(false);
  async function copy(): Promise<void> {
    await navigator.clipboard.writeText(text);
    isCopied.value = true;
    setTimeout(() => {
      isCopied.value = false;
    }, SHOWN_MS);
  }
  return (
    <div class="code">
      <pre tabIndex={0}>
        <code>{text}</code>
      </pre>
      <button type="button" onClick={() => void copy().catch(() => {})}>
        {isCopied.value ? 'Copied' : 'Copy'}
      </button>
    </div>
  );
}
