/** Credentials of AWS. */
export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

export interface IamTokenOptions {
  /** The user's id, which is its name too; in lower case, as ElastiCache keeps it. */
  user: string;
  /** The id of the replication group, or the name of the serverless cache: not its address. */
  replicationGroup: string;
  /** Such as `eu-west-1`. */
  region: string;
  /** Whether it is a serverless cache. */
  serverless?: boolean;
  /**
   * Credentials of AWS, or a function that gives them for each new token, such as those of
   * `@aws-sdk/credential-providers`. Without it the environment variables `AWS_ACCESS_KEY_ID`,
   * `AWS_SECRET_ACCESS_KEY` and `AWS_SESSION_TOKEN` are read, which Lambda sets.
   */
  credentials?: AwsCredentials | (() => AwsCredentials | Promise<AwsCredentials>);
}

/**
 * Tokens of AWS IAM in place of a password, for ElastiCache: the setting `password` of a cluster, whose
 * settings must have the same `user`, and `tls`. A token is kept until less than 5 minutes are left of
 * its 15, or of the life of the credentials. The function rejects when there are no credentials, or they
 * have expired.
 * @throws {TypeError} when an option cannot be right
 */
export function iamToken(options: IamTokenOptions): () => Promise<string>;
