import { ApiMapping, DomainName, SecurityPolicy } from 'aws-cdk-lib/aws-apigatewayv2';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { Construct } from 'constructs';
import type { SocketApi } from './socket-api.ts';

/** A name of one's own for the WebSocket API. The posts of the functions keep to API Gateway's. */
export class CustomDomain extends Construct {
  readonly url: string;
  /** What the name's DNS record, an alias or a CNAME, has to point to. */
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
