/** What both pages begin with: the configuration, the session, and then the page itself, drawn anew for each user. */
import { useSignal } from '@preact/signals';
import { type ComponentType, render } from 'preact';
import { useEffect } from 'preact/hooks';
import { type Config, loadConfig } from './config.ts';
import type { Who } from './session/claims.ts';
import type { Login } from './session/login.ts';
import { createSession, type Session } from './session/session.ts';
import { SignInPage } from './session/sign-in-page.tsx';
import { Refused } from './session/tokens.ts';

export interface PageProps {
  readonly config: Config;
  /** Of this user alone: a page outlives no sign-out. */
  readonly login: Login;
  readonly who: Who;
}

const RETRY_MS = 2_000;

export function start(Page: ComponentType<PageProps>, title: string): void {
  const root = document.querySelector('#app');
  if (root) render(<Start Page={Page} title={title} />, root);
}

function Start({ Page, title }: { Page: ComponentType<PageProps>; title: string }) {
  const ready = useSignal<{ config: Config; session: Session } | undefined>(undefined);
  const trouble = useSignal('');

  useEffect(() => {
    let retry: ReturnType<typeof setTimeout> | undefined;
    async function begin(): Promise<void> {
      try {
        const config = await loadConfig();
        const session = createSession(config);
        await session.resume().catch(error => {
          if (!(error instanceof Refused)) throw error;
        });
        ready.value = { config, session };
      } catch (error) {
        trouble.value = error instanceof Error ? error.message : String(error);
        retry = setTimeout(() => void begin(), RETRY_MS);
      }
    }
    void begin();
    return () => clearTimeout(retry);
  }, []);

  if (!ready.value)
    return (
      <main class="sign-in" aria-busy="true">
        <p role="status" class="muted">
          {trouble.value ? `The server does not answer (${trouble.value}). Trying again…` : 'Loading…'}
        </p>
      </main>
    );
  const { config, session } = ready.value;
  const login = session.login.value;
  return login ? (
    <SignedIn key={login.id} Page={Page} config={config} login={login} />
  ) : (
    <SignInPage session={session} config={config} title={title} />
  );
}

const SignedIn = ({ Page, config, login }: Omit<PageProps, 'who'> & { Page: ComponentType<PageProps> }) => (
  <Page config={config} login={login} who={login.who.value} />
);
