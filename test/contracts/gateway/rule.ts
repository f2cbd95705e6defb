/**
 * One test a rule, held against the local gateway or a real stage. What can't be seen at the stage under test is left out
 * by name: some rules take the probe's functions behind the stage, some take knobs that only the local gateway has.
 */
import { afterAll, afterEach, it } from 'vitest';
import type { RuleName } from '../../../emulator/rules.ts';
import { type Knobs, type LocalProbe, localProbe } from '../../../tools/gateway-probe/local.ts';
import { destroyByHand } from '../../support/gateway-client.ts';
import { Stage } from './stage.ts';
import { targetFrom } from './target.ts';

/** Of the rules that are a number, and of those that are not. */
export type ContractName =
  | RuleName
  | 'binary frame'
  | 'broken frame'
  | 'path'
  | 'handshake'
  | '$connect event'
  | 'subprotocol'
  | '$connect status'
  | '$connect failure'
  | 'not before $connect'
  | 'identity source'
  | 'authorizer event'
  | 'authorizer context'
  | 'Unauthorized'
  | 'policy'
  | 'authorizer failure'
  | 'route selection'
  | 'reserved routes'
  | 'message event'
  | 'MOCK'
  | 'one-way route'
  | 'integration failure'
  | 'concurrent frames'
  | 'Lambda context'
  | '$disconnect'
  | '$disconnect abnormal'
  | 'left during $connect'
  | 'unanswered close'
  | 'post'
  | 'post as text'
  | 'gone'
  | 'connection id'
  | 'get'
  | 'delete'
  | 'wrong stage'
  | 'wrong region'
  | 'unsigned'
  | 'wrong key'
  | 'signed otherwise';

const PASS = 'let-me-in';
const target = targetFrom(process.env);
const kind = target?.entrance.kind ?? 'probe';

class LocalStage extends Stage {
  readonly probe: LocalProbe;

  constructor(probe: LocalProbe) {
    super({ url: probe.url, isOurs: true, entrance: { kind: 'probe', pass: PASS } });
    this.probe = probe;
  }
}

const probes: LocalProbe[] = [];
let shared: Stage | undefined;
const started: Stage[] = [];

async function begin(knobs: Knobs = {}): Promise<LocalStage> {
  const probe = await localProbe(PASS, knobs);
  probes.push(probe);
  const stage = new LocalStage(probe);
  started.push(stage);
  return stage;
}

async function stageUnderTest(): Promise<Stage> {
  shared ??= target === undefined ? await begin() : new Stage(target);
  return shared;
}

afterEach(() => {
  destroyByHand();
  for (const stage of started) stage.closeClients();
  shared?.closeClients();
});

afterAll(async () => {
  await Promise.all(probes.splice(0).map(({ gateway }) => gateway.close()));
});

type Held = (stage: Stage) => Promise<void>;

/** Holds at any stage. */
export const rule = (name: ContractName, says: string, held: Held): void =>
  it(`${name}: ${says}`, async () => held(await stageUnderTest()));

/** Shows only with the probe's functions behind the stage. */
export const withProbe = (name: ContractName, says: string, held: Held): void =>
  it.runIf(kind === 'probe')(`${name}: ${says} [probe]`, async () => held(await stageUnderTest()));

/** Takes a gateway of its own with other values than AWS's, or a look inside. */
export const withKnobs = (
  name: ContractName,
  says: string,
  held: (start: (knobs?: Knobs) => Promise<LocalStage>) => Promise<void>,
): void => it.runIf(target === undefined)(`${name}: ${says} [local knobs]`, () => held(begin));
