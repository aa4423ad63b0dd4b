import { describeImage } from './image-behaviour.ts';

// Every step of the Dockerfile, but `npm ci` finds the packages of this checkout: image.long.ts downloads them.
describeImage('with the packages of this checkout', { installedPackages: true });
