import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import type { Highlighted } from './highlight.ts';

const SHOWN_MS = 2_000;

interface CodeBlockProps {
  readonly text: string;
  /** As it stands after the fence. */
  readonly language: string | undefined;
}

export function CodeBlock({ text, language = '' }: CodeBlockProps) {
  const outcome = useSignal('');
  const tree = useSignal<Highlighted | undefined>(undefined);
  // Until its colours have come, and if they never do, it is read without.
  useEffect(() => {
    let isLatest = true;
    tree.value = undefined;
    if (language !== '')
      import('./highlight.ts').then(
        ({ highlighted }) => {
          if (isLatest) tree.value = highlighted(text, language);
        },
        () => {},
      );
    return () => {
      isLatest = false;
    };
  }, [text, language]);

  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      outcome.value = 'Copied';
    } catch {
      outcome.value = 'Not allowed here';
    }
    setTimeout(() => {
      outcome.value = '';
    }, SHOWN_MS);
  }
  return (
    <div class="code">
      <pre tabIndex={0}>
        <code>{tree.value ? coloured(tree.value) : text}</code>
      </pre>
      <button type="button" onClick={() => void copy()}>
        {outcome.value || 'Copy'}
      </button>
    </div>
  );
}

const coloured = (nodes: Highlighted): ComponentChildren =>
  nodes.map((node, index) => {
    if (node.type === 'text') return node.value;
    if (node.type !== 'element') return null;
    const { className } = node.properties;
    return (
      <span key={index} class={Array.isArray(className) ? className.join(' ') : undefined}>
        {coloured(node.children)}
      </span>
    );
  });
