/** A stack with one thing changed: what a slip in the CDK app would deploy. */
import * as z from 'zod';
import type { Assembly, Resource, Template } from '../../emulator/template/assembly.ts';

const roleOf = z.object({ 'Fn::GetAtt': z.tuple([z.string()], z.string()) });
const policyDocument = z.looseObject({
  Statement: z.array(
    z.looseObject({ Action: z.union([z.string(), z.array(z.string())]), Resource: z.unknown() }),
  ),
});
const environment = z.object({ Variables: z.record(z.string(), z.unknown()) });

export type Change = (template: Template) => void;

/** The assembly as it is, but for the change. */
export function mutated(assembly: Assembly, change: Change): Assembly {
  const template = structuredClone(assembly.template);
  change(template);
  return { ...assembly, template };
}

/** The resources of a type for which the text holds somewhere in their JSON; at least one. */
function find(template: Template, type: string, text: string): [logicalId: string, resource: Resource][] {
  const found = Object.entries(template.Resources).filter(
    ([logicalId, resource]) =>
      resource.Type === type && (logicalId.includes(text) || JSON.stringify(resource).includes(text)),
  );
  if (found.length === 0) throw new Error(`no ${type} with ${text} to change`);
  return found;
}

const functionNamed = (template: Template, name: string): Resource => {
  const [found] = find(template, 'AWS::Lambda::Function', `"FunctionName":"messaging-dev-${name}"`);
  if (!found) throw new Error(`no function ${name}`);
  return found[1];
};

/** Takes actions out of the policy of a function's role, on the resources in whose JSON the text is. */
export const withoutGrant =
  (name: string, action: string, on: string): Change =>
  template => {
    const [role] = roleOf.parse(functionNamed(template, name).Properties.Role)['Fn::GetAtt'];
    let dropped = 0;
    for (const [, { Properties }] of find(template, 'AWS::IAM::Policy', `{"Ref":"${role}"}`)) {
      const document = policyDocument.parse(Properties.PolicyDocument);
      const Statement = document.Statement.flatMap(statement => {
        if (!JSON.stringify(statement.Resource).includes(on)) return [statement];
        const left = [statement.Action].flat().filter(one => one !== action);
        dropped += [statement.Action].flat().length - left.length;
        return left.length > 0 ? [{ ...statement, Action: left }] : [];
      });
      Properties.PolicyDocument = { ...document, Statement };
    }
    if (dropped !== 1) throw new Error(`${name} has ${dropped} grants of ${action} on ${on}`);
  };

export const withoutVariable =
  (name: string, variable: string): Change =>
  template => {
    const { Properties } = functionNamed(template, name);
    const { [variable]: dropped, ...Variables } = environment.parse(Properties.Environment).Variables;
    if (dropped === undefined) throw new Error(`${name} has no variable ${variable}`);
    Properties.Environment = { Variables };
  };

export const withVariable =
  (name: string, variable: string, value: string): Change =>
  template => {
    const { Properties } = functionNamed(template, name);
    const { Variables } = environment.parse(Properties.Environment);
    Properties.Environment = { Variables: { ...Variables, [variable]: value } };
  };

export const withProperty =
  (name: string, property: string, value: unknown): Change =>
  template => {
    functionNamed(template, name).Properties[property] = value;
  };

/** Takes out the one resource of the type in whose id or JSON the text is, and what refers to it. */
export const withoutResource =
  (type: string, text: string): Change =>
  template => {
    const found = find(template, type, text);
    if (found.length !== 1) throw new Error(`${found.length} resources ${type} have ${text}`);
    for (const [logicalId] of found) {
      delete template.Resources[logicalId];
      for (const [other, { Type, Properties }] of Object.entries(template.Resources))
        if (
          Type === 'AWS::ApiGatewayV2::RouteResponse' &&
          JSON.stringify(Properties).includes(`"${logicalId}"`)
        )
          delete template.Resources[other];
    }
  };

export const changeTable =
  (text: string, change: (properties: Record<string, unknown>) => void): Change =>
  template => {
    for (const [, { Properties }] of find(template, 'AWS::DynamoDB::Table', text)) change(Properties);
  };

export const all =
  (...changes: readonly Change[]): Change =>
  template => {
    for (const change of changes) change(template);
  };
