import { CfnResource, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
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
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, Source } from 'aws-cdk-lib/aws-s3-deployment';
import { Construct, type IConstruct } from 'constructs';
import { contentSecurityPolicy, OPENER_POLICY } from '../../shared/page-headers.ts';
import { acknowledge, reference } from '../acknowledge.ts';
import type { Settings } from '../settings.ts';

export interface WebHostingProps {
  /** The built page. */
  readonly folder: string;
  /** Where the page may open connections to. */
  readonly connectsTo: readonly string[];
  readonly settings: Settings;
}

/** The chat page and the admin console: files in a bucket that only CloudFront reads. */
export class WebHosting extends Construct {
  readonly url: string;
  private readonly bucket: Bucket;
  private readonly distribution: Distribution;
  private readonly folder: string;
  private readonly log: LogGroup;

  constructor(scope: Construct, { folder, connectsTo, settings }: WebHostingProps) {
    super(scope, 'Web');
    this.folder = folder;
    this.log = new LogGroup(this, 'Log', {
      retention: settings.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.bucket = new Bucket(this, 'Bucket', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      // A build makes everything in it again, and CloudFormation deletes no bucket that holds something.
      removalPolicy: RemovalPolicy.DESTROY,
      autoDeleteObjects: true,
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
      logGroup: this.log,
    });
    const stack = Stack.of(this);
    acknowledgeCopier(functionOfCdk(stack, 'Custom::CDKBucketDeployment'), reference(this.bucket));
    this.keepLogOf(functionOfCdk(stack, 'Custom::S3AutoDeleteObjects'));
  }

  /** Lambda itself would make a log group of which the stack does not know, and which would outlive it. */
  private keepLogOf(emptier: IConstruct): void {
    const handler = emptier.node.tryFindChild('Handler');
    if (!(handler instanceof CfnResource))
      throw new Error('CDK empties the bucket in another way than before');
    handler.addPropertyOverride('LoggingConfig', { LogGroup: this.log.logGroupName });
  }
}

/** A function that CDK adds to the stack by itself. */
function functionOfCdk(stack: Stack, name: string): IConstruct {
  const found = stack.node.children.find(({ node }) => node.id.startsWith(name));
  if (!found) throw new Error(`CDK's function ${name} has another name than before`);
  return found;
}

const CDKS_OWN =
  "CDK's own function, which runs when a page is deployed or goes, with the role that CDK gives it.";

/** The function and the role by which CDK copies the files. */
function acknowledgeCopier(copier: IConstruct, bucket: string): void {
  const findings = [
    'L1',
    'IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]',
    ...['GetBucket*', 'GetObject*', 'List*', 'Abort*', 'DeleteObject*'].map(s3 => `IAM5[Action::s3:${s3}]`),
    'IAM5[Resource::*]',
    `IAM5[Resource::${bucket.replace('>', '.Arn>')}/*]`,
    'IAM5[Resource::arn:<AWS::Partition>:s3:::cdk-hnb659fds-assets-<AWS::AccountId>-<AWS::Region>/*]',
  ];
  acknowledge(copier, Object.fromEntries(findings.map(finding => [`AwsSolutions-${finding}`, CDKS_OWN])));
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
    customHeadersBehavior: {
      customHeaders: [{ header: OPENER_POLICY.name, value: OPENER_POLICY.value, override: true }],
    },
    securityHeadersBehavior: {
      contentSecurityPolicy: {
        contentSecurityPolicy: contentSecurityPolicy(connectsTo),
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
