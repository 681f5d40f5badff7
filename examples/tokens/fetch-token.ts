/** Fetches an access token from the app's own server. */
export const fetchToken = async (signal: AbortSignal): Promise<string> => {
  const response = await fetch('/token', { signal });
  if (!response.ok) {
    throw new Error(`The token server answered ${String(response.status)}.`);
  }
  return response.text();
};
