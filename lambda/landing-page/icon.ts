/** Readable on light and dark backgrounds; contains no script and loads nothing. */
export const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" role="img" aria-label="Ops Assistant">
<rect width="64" height="64" rx="14" fill="#0f6b5c"/>
<path d="M18 22h28a4 4 0 0 1 4 4v14a4 4 0 0 1-4 4H34l-9 8v-8h-7a4 4 0 0 1-4-4V26a4 4 0 0 1 4-4z" fill="#fff"/>
<path d="M25 33l5 5 10-10" fill="none" stroke="#0f6b5c" stroke-width="4" stroke-linecap="round" stroke-linejoin="round"/>
</svg>
`;
