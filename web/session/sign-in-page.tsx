import { useSignal } from '@preact/signals';
import type { Config } from '../config.ts';
import type { NewPassword } from './cognito.ts';
import type { Session } from './session.ts';
import { SignUpForm } from './sign-up-form.tsx';
import { Refused } from './tokens.ts';

interface SignInPageProps {
  readonly session: Session;
  readonly config: Config;
  readonly title: string;
}

export function SignInPage({ session, config, title }: SignInPageProps) {
  return (
    <main class="sign-in">
      <div class="card">
        <img src="favicon.svg" alt="" width="48" height="48" />
        <h1>{title}</h1>
        {session.hosted ? <HostedButton session={session} /> : <Form session={session} config={config} />}
      </div>
    </main>
  );
}

function HostedButton({ session }: { session: Session }) {
  const error = useSignal('');
  const leave = () =>
    session.hosted?.leave().catch((thrown: unknown) => {
      error.value = thrown instanceof Error ? thrown.message : String(thrown);
    });
  return (
    <>
      <p class="muted">You will be taken to the sign-in page, and back.</p>
      <p class="error" role="alert">
        {error}
      </p>
      <button type="button" class="primary wide" onClick={() => void leave()}>
        Sign in
      </button>
    </>
  );
}

function Form({ session, config }: Omit<SignInPageProps, 'title'>) {
  const error = useSignal('');
  const isBusy = useSignal(false);
  const isNew = useSignal(false);
  const newPassword = useSignal<NewPassword | undefined>(undefined);

  async function attempt(username: string, password: string): Promise<void> {
    isBusy.value = true;
    error.value = '';
    try {
      const outcome = newPassword.value
        ? await newPassword.value.choose(password)
        : await session.form?.withPassword(username, password);
      if (outcome && 'choose' in outcome) newPassword.value = outcome;
      else if (outcome) session.begin(outcome);
    } catch (thrown) {
      error.value =
        thrown instanceof Refused ? thrown.message : 'The server does not answer. Try again in a moment.';
    }
    isBusy.value = false;
  }

  function submit(event: SubmitEvent & { currentTarget: HTMLFormElement }): void {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    void attempt(String(fields.get('username') ?? ''), String(fields.get('password') ?? ''));
  }

  if (isNew.value && session.form)
    return (
      <>
        <SignUpForm form={session.form} onDone={session.begin} />
        <button
          type="button"
          class="quiet"
          onClick={() => {
            isNew.value = false;
          }}
        >
          Back to the sign-in
        </button>
      </>
    );
  return (
    <>
      <form onSubmit={submit}>
        {newPassword.value ? (
          <label>
            Choose a new password
            <input name="password" type="password" autocomplete="new-password" required />
          </label>
        ) : (
          <>
            <label>
              User name
              <input
                name="username"
                autocomplete="username"
                autocapitalize="none"
                spellcheck={false}
                required
              />
            </label>
            <label>
              Password
              <input name="password" type="password" autocomplete="current-password" required />
            </label>
          </>
        )}
        <p class="error" role="alert">
          {error}
        </p>
        <button type="submit" class="primary wide" disabled={isBusy}>
          {isBusy.value ? 'Signing in…' : 'Sign in'}
        </button>
      </form>
      {config.demoUsers && !newPassword.value && (
        <section class="demo" aria-label="Demo users">
          <p class="muted">This is a local server. Come in as one of its demo users:</p>
          <div class="demo-users">
            {config.demoUsers.map(({ username, password, groups }) => (
              <button
                type="button"
                key={username}
                disabled={isBusy}
                onClick={() => void attempt(username, password)}
              >
                {username}
                {groups.length > 0 && <small> {groups.join(', ')}</small>}
              </button>
            ))}
          </div>
          <button
            type="button"
            class="quiet"
            onClick={() => {
              isNew.value = true;
            }}
          >
            Or create an account
          </button>
        </section>
      )}
    </>
  );
}
