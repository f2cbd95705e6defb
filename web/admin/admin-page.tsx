import { useEffect, useMemo } from 'preact/hooks';
import { Reports } from '../moderation/reports.tsx';
import type { PageProps } from '../start.tsx';
import { secondOf } from '../ui/format.ts';
import { Leave } from '../ui/icons.tsx';
import { AuditPanel } from './audit-panel.tsx';
import { Charts } from './charts.tsx';
import { createConsole } from './console.ts';
import { CostPanel } from './cost-panel.tsx';
import { DeniedPanel } from './denied-panel.tsx';
import { PostsPanel } from './posts-panel.tsx';
import { RoomDialog } from './room-dialog.tsx';
import { Tiles } from './tiles.tsx';
import { TopRooms } from './top-rooms.tsx';
import { UsersPanel } from './users-panel.tsx';

export const AdminPage = (props: PageProps) =>
  props.who.isAdmin ? <Console {...props} /> : <NotForYou {...props} />;

const NotForYou = ({ who, login }: PageProps) => (
  <main class="sign-in">
    <div class="card">
      <h1>Not for {who.name}</h1>
      <p>The console is for members of the group “admins”.</p>
      <button type="button" class="primary wide" onClick={login.signOut}>
        Sign in as somebody else
      </button>
      <a href=".">Back to the messages</a>
    </div>
  </main>
);

function Console(props: PageProps) {
  const { who, login, config } = props;
  const model = useMemo(() => createConsole(props), []);
  useEffect(() => {
    model.start();
    return model.close;
  }, [model]);
  const hasMetrics = config.metricsUrl !== undefined;

  return (
    <div class="console">
      <header>
        <img src="favicon.svg" alt="" width="28" height="28" />
        <h1>Admin console</h1>
        <Freshness model={model} />
        <nav aria-label="Pages">
          {config.dashboardUrl && <a href={config.dashboardUrl}>CloudWatch dashboard</a>}
          <a href=".">Messages</a>
        </nav>
        <span class="muted who">{who.name}</span>
        <button
          type="button"
          class="icon-button"
          aria-label="Sign out"
          title="Sign out"
          onClick={login.signOut}
        >
          <Leave />
        </button>
      </header>
      <main>
        <Tiles model={model} hasMetrics={hasMetrics} />
        {!hasMetrics && (
          <p class="note">
            Rates, posts, units and cost are counted by CloudWatch here, a minute or so behind; this page
            shows them only for a local server.{' '}
            {config.dashboardUrl ? (
              <a href={config.dashboardUrl}>Open the dashboard</a>
            ) : (
              'The stack’s output DashboardUrl says where.'
            )}
          </p>
        )}
        <Charts history={model.history} hasMetrics={hasMetrics} />
        <div class="panels">
          <div class="panels-stack">
            <UsersPanel model={model} me={who.userId} />
            {hasMetrics && <PostsPanel totals={model.totals.value} rates={model.rates.value} />}
            <DeniedPanel model={model} />
            <AuditPanel model={model} />
          </div>
          <div class="panels-stack">
            <TopRooms model={model} />
            <section class="panel" aria-label="Reported messages">
              <h2>Reported messages</h2>
              <p class="muted small">Of rooms that nobody moderates, and of direct conversations.</p>
              <Reports request={model.request} />
            </section>
            {hasMetrics && <CostPanel totals={model.totals.value} rates={model.rates.value} />}
          </div>
        </div>
      </main>
      {model.inspected.value !== undefined && (
        <RoomDialog
          key={model.inspected.value}
          model={model}
          room={model.inspected.value}
          onClose={() => model.inspect(undefined)}
        />
      )}
    </div>
  );
}

/** Whether what is on show can be relied upon. */
function Freshness({ model }: { model: ReturnType<typeof createConsole> }) {
  const { name, error } = model.state.value;
  const stats = model.stats.value;
  const isFine = name === 'online' && !model.trouble.value;
  const words = isFine
    ? stats
      ? `Live, counted at ${secondOf(stats.asOf)}`
      : 'Counting…'
    : name === 'stopped'
      ? (error?.message ?? 'Disconnected.')
      : model.trouble.value || 'Connecting…';
  return (
    <p class="freshness">
      <span class={`connection-state ${isFine ? 'good' : name === 'stopped' ? 'bad' : 'busy'}`}>
        <span class="dot" aria-hidden="true" />
        {words}
      </span>
      {name === 'stopped' && (
        <button type="button" onClick={model.reconnect}>
          Connect again
        </button>
      )}
    </p>
  );
}
