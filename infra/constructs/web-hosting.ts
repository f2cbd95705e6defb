import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  AllowedMethods,
  CachePolicy,
  Distribution,
  Function as EdgeFunction,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  HeadersFrameOption,
  HeadersReferrerPolicy,
  ResponseHeadersPolicy,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, Source } from 'aws-cdk-lib/aws-s3-deployment';
import { Construct } from 'constructs';
import { acknowledge, reference } from '../acknowledge.ts';

export interface WebHostingProps {
  /** The built page. */
  readonly folder: string;
  /** Where the page may open connections to. */
  readonly connectsTo: readonly string[];
}

/** The chat page and the admin console: files in a bucket that only CloudFront reads. */
export class WebHosting extends Construct {
  readonly url: string;
  private readonly bucket: Bucket;
  private readonly distribution: Distribution;
  private readonly folder: string;

  constructor(scope: Construct, { folder, connectsTo }: WebHostingProps) {
    super(scope, 'Web');
    this.folder = folder;
    this.bucket = new Bucket(this, 'Bucket', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      // A build makes everything in it again.
      removalPolicy: RemovalPolicy.DESTROY,
      autoDeleteObjects: false,
    });
    this.distribution = new Distribution(this, 'Distribution', {
      defaultRootObject: 'index.html',
      defaultBehavior: {
        origin: S3BucketOrigin.withOriginAccessControl(this.bucket),
        viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
        allowedMethods: AllowedMethods.ALLOW_GET_HEAD,
        cachePolicy: CachePolicy.CACHING_OPTIMIZED,
        responseHeadersPolicy: headers(this, connectsTo),
        functionAssociations: [{ function: pageNames(this), eventType: FunctionEventType.VIEWER_REQUEST }],
      },
    });
    acknowledge(this.bucket, {
      'AwsSolutions-S1': 'Only CloudFront reads it, and only public files lie in it.',
    });
    acknowledge(this.distribution, {
      'AwsSolutions-CFR1': 'A chat is open to every country.',
      'AwsSolutions-CFR2': 'Static files only: what could be attacked is behind API Gateway.',
      'AwsSolutions-CFR3':
        'Who loads the page is not kept; who connects stands in the access log of the API.',
      'AwsSolutions-CFR4':
        'CloudFront fixes the protocol of its own domain name; a custom one takes TLS 1.2 and up.',
    });
    this.url = `https://${this.distribution.distributionDomainName}/`;
  }

  /** @param config what the page reads from config.json when it starts */
  publish(config: object): void {
    new BucketDeployment(this, 'Files', {
      destinationBucket: this.bucket,
      distribution: this.distribution,
      distributionPaths: ['/index.html', '/admin.html', '/config.json'],
      sources: [Source.asset(this.folder), Source.jsonData('config.json', config)],
      memoryLimit: 256,
    });
    acknowledgeCopier(Stack.of(this), reference(this.bucket));
  }
}

/** The function and the role by which CDK copies the files. */
function acknowledgeCopier(stack: Stack, bucket: string): void {
  const copier = stack.node.children.find(({ node }) => node.id.startsWith('Custom::CDKBucketDeployment'));
  if (!copier) throw new Error('the function that copies files to the bucket has another name than before');
  const findings = [
    'L1',
    'IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]',
    ...['GetBucket*', 'GetObject*', 'List*', 'Abort*', 'DeleteObject*'].map(s3 => `IAM5[Action::s3:${s3}]`),
    'IAM5[Resource::*]',
    `IAM5[Resource::${bucket.replace('>', '.Arn>')}/*]`,
    'IAM5[Resource::arn:<AWS::Partition>:s3:::cdk-hnb659fds-assets-<AWS::AccountId>-<AWS::Region>/*]',
  ];
  const reason =
    "CDK's own function, which runs when a new page is deployed, with the role that CDK gives it.";
  acknowledge(copier, Object.fromEntries(findings.map(finding => [`AwsSolutions-${finding}`, reason])));
}

/** Serves the console at /admin, as the local server does; S3 itself knows only file names. */
const pageNames = (scope: Construct) =>
  new EdgeFunction(scope, 'PageNames', {
    runtime: FunctionRuntime.JS_2_0,
    code: FunctionCode.fromInline(
      "function handler(event) { if (event.request.uri === '/admin') event.request.uri = '/admin.html'; return event.request; }",
    ),
  });

const headers = (scope: Construct, connectsTo: readonly string[]) =>
  new ResponseHeadersPolicy(scope, 'Headers', {
    securityHeadersBehavior: {
      contentSecurityPolicy: {
        contentSecurityPolicy: `default-src 'self'; connect-src 'self' ${connectsTo.join(' ')}; frame-ancestors 'none'; base-uri 'none'`,
        override: true,
      },
      contentTypeOptions: { override: true },
      frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
      referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.NO_REFERRER, override: true },
      strictTransportSecurity: {
        accessControlMaxAge: Duration.days(365),
        includeSubdomains: true,
        override: true,
      },
    },
  });
