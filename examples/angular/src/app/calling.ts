import { provideCalling } from 'rx-acs-calling/angular';

/** The agent of the app. The SDK is loaded when somebody needs the agent, and never on a server. */
export const calling = provideCalling({
  createAgent: async () => {
    const [{ CallClient }, { AzureCommunicationTokenCredential }] = await Promise.all([
      import('@azure/communication-calling'),
      import('@azure/communication-common'),
    ]);
    const tokenRefresher = async () => {
      const response = await fetch('/token');
      if (!response.ok) {
        throw new Error(`The token server answered ${response.status}.`);
      }
      return response.text();
    };
    return new CallClient().createCallAgent(new AzureCommunicationTokenCredential({ tokenRefresher }));
  },
  retry: { count: 1, delay: 100 },
});
