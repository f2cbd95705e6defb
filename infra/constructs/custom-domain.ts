import { ApiMapping, DomainName, SecurityPolicy } from 'aws-cdk-lib/aws-apigatewayv2';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { Construct } from 'constructs';
import type { SocketApi } from './socket-api.ts';

/** A custom domain for the WebSocket API. The functions still post to API Gateway's own host. */
export class CustomDomain extends Construct {
  readonly url: string;
  /** The target of the domain's DNS record, an alias or a CNAME. */
  readonly target: string;

  constructor(
    scope: Construct,
    { api, stage }: SocketApi,
    { domainName, certificateArn }: { domainName: string; certificateArn: string },
  ) {
    super(scope, 'CustomDomain');
    const domain = new DomainName(this, 'Name', {
      domainName,
      certificate: Certificate.fromCertificateArn(this, 'Certificate', certificateArn),
      securityPolicy: SecurityPolicy.TLS_1_2,
    });
    new ApiMapping(this, 'Mapping', { api, stage, domainName: domain });
    this.url = `wss://${domainName}`;
    this.target = domain.regionalDomainName;
  }
}
