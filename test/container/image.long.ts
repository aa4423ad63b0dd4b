import { describeImage } from './image-behaviour.ts';

describeImage('with the packages that npm ci downloads', {});
