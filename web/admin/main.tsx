import { start } from '../start.tsx';

start(() => <p>…</p>, 'Admin console');
