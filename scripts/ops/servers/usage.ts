export const usage = `npm run servers -- add NAME --url URL [--scope read] [--limit 60] [--timeout 5000] [--max-bytes 1048576]
                       [--fallback TEXT] [--allow-private]
                       [--auth none | static --secret NAME [--header authorization]
                             | client-credentials | token-exchange
                               --token-url URL --client-id ID --secret NAME [--auth-scope TEXT] [--audience TEXT]]
npm run servers -- approve NAME TOOL… | --all [--as OUR_NAME] [--read-only] [--limit N] [--incident JSON] [--yes]
npm run servers -- list [--json]
npm run servers -- check [NAME] [--json]
npm run servers -- set NAME [--scope …] [--limit …] [--timeout …] [--max-bytes …] [--fallback …] [--enable | --disable]
npm run servers -- remove NAME

Puts other MCP servers' tools behind this one: docs/several-servers.md. NAME is the prefix of their tools. A tool is
callable once a person has approved its text; one whose text changes is out until it is approved again.

--table NAME --region REGION   in a deployed table, instead of the local server's
--secret                       the name of a secret: in MOUNTED_SERVER_SECRETS, or with --table in Secrets Manager

Exit code: 0 done, 1 check found tools that are not what was approved or a server that cannot be asked, 2 refused.`;

/** The command cannot be carried out as it was given. */
export class UsageError extends Error {}
