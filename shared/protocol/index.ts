export * from './errors.ts';
export * from './fields.ts';
export * from './limits.ts';
export * from './publish.ts';
export * from './pushes.ts';
export * from './replies.ts';
export * from './requests.ts';
export * from './webhooks.ts';
