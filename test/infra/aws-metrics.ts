/**
 * The metrics of AWS services that we use, each with the sets of dimensions that AWS files it under (sorted). From the
 * services' own pages: "CloudWatch metrics" of Lambda, API Gateway REST, DynamoDB, WAF, Firehose, Logs and SQS.
 */
export const awsMetrics: Readonly<Record<string, Readonly<Record<string, readonly (readonly string[])[]>>>> =
  {
    'AWS/Lambda': {
      Invocations: [['FunctionName'], ['FunctionName', 'Resource']],
      Errors: [['FunctionName'], ['FunctionName', 'Resource']],
      Throttles: [['FunctionName'], ['FunctionName', 'Resource']],
      Duration: [['FunctionName'], ['FunctionName', 'Resource']],
      ConcurrentExecutions: [['FunctionName'], ['FunctionName', 'Resource']],
    },
    'AWS/ApiGateway': {
      Count: [['ApiName'], ['ApiName', 'Stage'], ['ApiName', 'Method', 'Resource', 'Stage']],
      '4XXError': [['ApiName'], ['ApiName', 'Stage']],
      '5XXError': [['ApiName'], ['ApiName', 'Stage'], ['ApiName', 'Method', 'Resource', 'Stage']],
      Latency: [['ApiName'], ['ApiName', 'Stage']],
      IntegrationLatency: [['ApiName'], ['ApiName', 'Stage']],
    },
    'AWS/DynamoDB': {
      ConsumedReadCapacityUnits: [['TableName']],
      ConsumedWriteCapacityUnits: [['TableName']],
      ReadThrottleEvents: [['TableName'], ['GlobalSecondaryIndexName', 'TableName']],
      WriteThrottleEvents: [['TableName'], ['GlobalSecondaryIndexName', 'TableName']],
      ConditionalCheckFailedRequests: [['TableName']],
      TransactionConflict: [['TableName']],
      SuccessfulRequestLatency: [['Operation', 'TableName']],
      SystemErrors: [['Operation', 'TableName']],
    },
    'AWS/WAFV2': {
      BlockedRequests: [['Region', 'Rule', 'WebACL']],
      CountedRequests: [['Region', 'Rule', 'WebACL']],
    },
    'AWS/Firehose': { 'DeliveryToS3.DataFreshness': [['DeliveryStreamName']] },
    'AWS/Logs': { IncomingBytes: [['LogGroupName']] },
    'AWS/SQS': { ApproximateNumberOfMessagesVisible: [['QueueName']] },
  };
