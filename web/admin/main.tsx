import { start } from '../start.tsx';
import { AdminPage } from './admin-page.tsx';

start(AdminPage, 'Admin console');
