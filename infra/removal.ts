import { RemovalPolicy } from 'aws-cdk-lib';

/**
 * What becomes of a resource when its stack goes. What is kept is still deleted if the deployment that makes it rolls back:
 * it is empty then, and would only be in the way of the next try.
 */
export const removalOf = (kept: boolean): RemovalPolicy =>
  kept ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY;
