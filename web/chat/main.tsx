import { start } from '../start.tsx';
import { ChatPage } from './chat-page.tsx';

start(ChatPage, 'Messages');
