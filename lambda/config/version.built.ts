import packageJson from '../../package.json' with { type: 'json' };

export default packageJson.version;
