import { CfnOutput } from 'aws-cdk-lib';
import {
  type CfnDomainName,
  DomainName,
  EndpointAccessMode,
  EndpointType,
  type IRestApi,
  type RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import { Certificate, CertificateValidation, type ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import { AaaaRecord, ARecord, HostedZone, type IHostedZone, RecordTarget } from 'aws-cdk-lib/aws-route53';
import { ApiGatewayDomain } from 'aws-cdk-lib/aws-route53-targets';
import type { Construct } from 'constructs';
import type { Domain } from '../config/options.ts';
import { tlsPolicy } from './tls-policy.ts';

/** Gives the API a custom domain without a stage path: MCP clients look for the well-known documents at the root. */
export function attachDomain(scope: Construct, restApi: RestApi, domain: Domain): void {
  const zone =
    domain.hostedZone &&
    HostedZone.fromHostedZoneAttributes(scope, 'Zone', {
      hostedZoneId: domain.hostedZone.id,
      zoneName: domain.hostedZone.name,
    });

  const domainName = new DomainName(scope, 'Domain', {
    domainName: domain.name,
    certificate: certificateOf(scope, domain, zone),
    endpointType: EndpointType.REGIONAL,
    securityPolicy: tlsPolicy,
    endpointAccessMode: EndpointAccessMode.BASIC,
    mapping: restApi as IRestApi,
  });
  // The AAAA record needs a target with an IPv6 address.
  (domainName.node.defaultChild as CfnDomainName).addPropertyOverride(
    'EndpointConfiguration.IpAddressType',
    'dualstack',
  );

  if (!zone) {
    new CfnOutput(scope, 'DomainTarget', {
      description: `Target of the CNAME record for ${domain.name}`,
      value: domainName.domainNameAliasDomainName,
    });
    return;
  }
  const record = {
    zone,
    recordName: domain.name,
    target: RecordTarget.fromAlias(new ApiGatewayDomain(domainName)),
  };
  new ARecord(scope, 'Ipv4Record', record);
  new AaaaRecord(scope, 'Ipv6Record', record);
}

function certificateOf(scope: Construct, domain: Domain, zone: IHostedZone | undefined): ICertificate {
  if (domain.certificateArn)
    return Certificate.fromCertificateArn(scope, 'Certificate', domain.certificateArn);
  return new Certificate(scope, 'Certificate', {
    domainName: domain.name,
    validation: CertificateValidation.fromDns(zone),
  });
}
