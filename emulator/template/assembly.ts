/** What `cdk synth` left in its folder: one stack's template, and the assets that a deployment would upload. */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as z from 'zod';

const resource = z.object({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
  DeletionPolicy: z.string().optional(),
});
export type Resource = z.infer<typeof resource>;

const template = z.object({
  Resources: z.record(z.string(), resource),
  Parameters: z.record(z.string(), z.object({ Default: z.unknown() })).default({}),
  Mappings: z.record(z.string(), z.record(z.string(), z.record(z.string(), z.unknown()))).default({}),
  Conditions: z.record(z.string(), z.unknown()).default({}),
  Outputs: z.record(z.string(), z.object({ Value: z.unknown() })).default({}),
});
export type Template = z.infer<typeof template>;

const manifest = z.object({ artifacts: z.record(z.string(), z.object({ type: z.string() })) });

const assets = z.object({
  files: z.record(
    z.string(),
    z.object({
      source: z.object({ path: z.string() }),
      destinations: z.record(z.string(), z.object({ objectKey: z.string() })),
    }),
  ),
});

export interface Assembly {
  readonly stackName: string;
  readonly template: Template;
  /** The folder, or file, that is uploaded under this key. */
  assetOf(objectKey: string): string;
}

function read<T>(schema: z.ZodType<T>, file: string): T {
  const parsed = schema.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  if (!parsed.success)
    throw new Error(`${file} is not what cdk synth writes:\n${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

export function readAssembly(folder: string): Assembly {
  const root = resolve(folder);
  const file = join(root, 'manifest.json');
  if (!existsSync(file)) throw new Error(`${folder} holds no synthesized stack. Make one: npm run synth`);
  const { artifacts } = read(manifest, file);
  const stacks = Object.keys(artifacts).filter(name => artifacts[name]?.type === 'aws:cloudformation:stack');
  const [stackName, another] = stacks;
  if (stackName === undefined || another !== undefined)
    throw new Error(
      `${folder} holds ${stacks.length} stacks (${stacks.join(', ')}); one is wanted: npm run synth`,
    );
  const { files } = read(assets, join(root, `${stackName}.assets.json`));
  const paths = new Map(
    Object.values(files).flatMap(({ source, destinations }) =>
      Object.values(destinations).map(({ objectKey }) => [objectKey, join(root, source.path)] as const),
    ),
  );
  return {
    stackName,
    template: read(template, join(root, `${stackName}.template.json`)),
    assetOf(objectKey) {
      const path = paths.get(objectKey);
      if (path === undefined)
        throw new Error(`${folder} has no asset ${objectKey}. Make it again: npm run synth`);
      return path;
    },
  };
}
