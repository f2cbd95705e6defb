import { useSignal } from '@preact/signals';
import type { CognitoSignIn } from './cognito.ts';
import { Refused, type Tokens } from './tokens.ts';

interface SignUpFormProps {
  readonly form: CognitoSignIn;
  readonly onDone: (tokens: Tokens) => void;
}

/** On a local server, where no mail goes out: the code stands in its terminal. */
export function SignUpForm({ form, onDone }: SignUpFormProps) {
  const error = useSignal('');
  const isBusy = useSignal(false);
  const chosen = useSignal<{ readonly username: string; readonly password: string } | undefined>(undefined);

  async function step(event: SubmitEvent & { currentTarget: HTMLFormElement }): Promise<void> {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const field = (name: string) => String(fields.get(name) ?? '');
    isBusy.value = true;
    error.value = '';
    try {
      if (chosen.value) {
        const { username, password } = chosen.value;
        await form.confirm(username, field('code').trim());
        const outcome = await form.withPassword(username, password);
        if (!('choose' in outcome)) onDone(outcome);
      } else {
        const next = { username: field('username').trim(), password: field('password') };
        await form.signUp(next.username, next.password);
        chosen.value = next;
      }
    } catch (thrown) {
      error.value =
        thrown instanceof Refused ? thrown.message : 'The server does not answer. Try again in a moment.';
    }
    isBusy.value = false;
  }

  return (
    <form onSubmit={event => void step(event)}>
      {chosen.value ? (
        <label>
          The code that stands in the terminal of npm start
          <input name="code" inputMode="numeric" autocomplete="one-time-code" required />
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
            <input name="password" type="password" autocomplete="new-password" required />
          </label>
        </>
      )}
      <p class="error" role="alert">
        {error}
      </p>
      <button type="submit" class="primary wide" disabled={isBusy}>
        {chosen.value ? 'Confirm' : 'Create the account'}
      </button>
    </form>
  );
}
