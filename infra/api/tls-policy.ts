import * as apigateway from 'aws-cdk-lib/aws-apigateway';

/** TLS 1.2 with forward secrecy, or a later version. */
export const tlsPolicy = apigateway.SecurityPolicy.TLS13_1_2_PFS_PQ_2025_09;
