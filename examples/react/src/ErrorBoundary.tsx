import { Component, type ReactNode } from 'react';
import { explain } from 'rx-acs-calling';

interface State {
  readonly failure: { readonly error: unknown } | undefined;
}

/** Shows the error of a stream. To try again mounts the children anew, and they subscribe anew. */
export class ErrorBoundary extends Component<{ children: ReactNode }, State> {
  static getDerivedStateFromError(error: unknown): State {
    return { failure: { error } };
  }

  override readonly state: State = { failure: undefined };

  override render() {
    const { failure } = this.state;
    if (!failure) return this.props.children;
    return (
      <div className="news bad" role="alert">
        <p>The phone could not sign in.</p>
        <p className="detail">{explain(failure.error).message}</p>
        <button onClick={() => this.setState({ failure: undefined })}>Try again</button>
      </div>
    );
  }
}
