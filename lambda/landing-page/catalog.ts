import * as z from 'zod';
import type { Prompt } from '../mcp/definitions/define-prompt.ts';
import { isTemplate, type Resource } from '../mcp/definitions/define-resource.ts';
import type { Tool } from '../mcp/definitions/define-tool.ts';
import type { ServerFeatures } from '../mcp/definitions/server-features.ts';
import { koreanArguments, koreanTexts } from './catalog-texts.ts';
import { examples, type Values } from './examples.ts';
import { type Language, type Translations, translations } from './translations.ts';

export interface CatalogSection {
  readonly id: 'tools' | 'resources' | 'prompts';
  readonly heading: string;
  readonly entries: readonly CatalogEntry[];
}

export interface CatalogEntry {
  /** The name of a tool, `prompt:` and the name of a prompt, or the URI of a resource. */
  readonly key: string;
  /** The name, or the URI of a resource. */
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  /** The language of title and summary. */
  readonly language: Language;
  readonly effect?: string;
  readonly arguments: readonly Argument[];
  /** A question that makes a model use this feature. */
  readonly question?: string;
  /** Initial values of its form. */
  readonly example?: Values;
}

export interface Argument {
  readonly name: string;
  readonly type: string;
  readonly isRequired: boolean;
  readonly text: string;
  readonly language: Language;
}

/** The tools, resources and prompts in the form that the landing page shows. */
export function catalogOf(features: ServerFeatures, language: Language): readonly CatalogSection[] {
  const text = translations[language];
  return [
    {
      id: 'tools',
      heading: text.tools,
      entries: features.tools.map((tool) => toolEntry(tool, language)),
    },
    {
      id: 'resources',
      heading: text.resources,
      entries: features.resources.map((resource) => resourceEntry(resource, language)),
    },
    {
      id: 'prompts',
      heading: text.prompts,
      entries: features.prompts.map((prompt) => promptEntry(prompt, language)),
    },
  ];
}

function toolEntry(tool: Tool, language: Language): CatalogEntry {
  const { name, annotations, input, scope } = tool;
  const { readsOnly, writes, administrators } = translations[language];
  const effect = annotations.readOnlyHint ? readsOnly : writes;
  return {
    ...described(name, name, tool, language),
    effect: scope === 'admin' ? `${effect}, ${administrators}` : effect,
    arguments: argumentsOf(name, input, language),
  };
}

function resourceEntry(resource: Resource, language: Language): CatalogEntry {
  const { uri, scope } = resource;
  const { template, administrators } = translations[language];
  const effects = [
    ...(isTemplate(resource) ? [template] : []),
    ...(scope === 'admin' ? [administrators] : []),
  ];
  return {
    ...described(uri, uri, resource, language),
    ...(effects.length > 0 && { effect: effects.join(', ') }),
    arguments: [],
  };
}

function promptEntry(prompt: Prompt, language: Language): CatalogEntry {
  const key = `prompt:${prompt.name}`;
  return {
    ...described(key, prompt.name, prompt, language),
    arguments: argumentsOf(key, prompt.arguments, language),
  };
}

function described(
  key: string,
  name: string,
  { title, description }: { readonly title: string; readonly description: string },
  language: Language,
) {
  const translated = language === 'ko' ? koreanTexts[key] : undefined;
  const { question, arguments: values } = examples[key] ?? {};
  const inLanguage = language === 'ko' ? 1 : 0;
  const example = Array.isArray(values) ? values[inLanguage] : values;
  return {
    key,
    name,
    title: translated?.[0] ?? title,
    summary: translated?.[1] ?? description.split(/(?<=\.) /)[0]!,
    language: translated ? language : ('en' as const),
    ...(question && { question: question[inLanguage] }),
    ...(example && { example: example as Values }),
  };
}

type Property = { readonly type?: string; readonly enum?: readonly string[]; readonly description?: string };

function argumentsOf(key: string, schema: z.ZodObject, language: Language): readonly Argument[] {
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { io: 'input' });
  return Object.entries(properties as Record<string, Property>).map(([name, property]) => {
    const korean = language === 'ko' ? koreanArgument(key, name) : undefined;
    return {
      name,
      type: property.enum?.join(' · ') ?? typeName(property.type, translations[language]),
      isRequired: required.includes(name),
      text: korean ?? property.description ?? '',
      language: korean ? language : ('en' as const),
    };
  });
}

function koreanArgument(key: string, name: string): string | undefined {
  return koreanArguments[`${key.replace('prompt:', '')}.${name}`] ?? koreanArguments[name];
}

function typeName(type: string | undefined, { types }: Translations): string {
  return types[type ?? ''] ?? type ?? '';
}
