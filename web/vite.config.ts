/** `npx vite build web`: two static pages into web/dist. The local gateway serves them, and so does any file host. */
import { defineConfig } from 'vite';

const page = (name: string) => `${import.meta.dirname}/${name}.html`;

export default defineConfig({
  root: import.meta.dirname,
  // Found from wherever the folder is put.
  base: './',
  build: {
    target: 'es2023',
    // Nothing as a data: URL, which the pages' Content-Security-Policy refuses.
    assetsInlineLimit: 0,
    rolldownOptions: { input: [page('index'), page('admin')] },
  },
});
