/**
 * Headers of every answer that carries a part of the screens.
 * Chromium's PDF viewer shows a statement from a blob: frame under exactly this policy; it needs no object-src.
 * `style-src 'unsafe-inline'` is there for the component library, which writes style attributes.
 * @param connectSources what the page may talk to besides its own origin, such as `ws://127.0.0.1:4400`
 */
export function pageHeaders(connectSources: readonly string[] = []): Record<string, string> {
  const policy = [
    "default-src 'self'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    'frame-src blob:',
    "object-src 'none'",
    ["connect-src 'self'", ...connectSources].join(' '),
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ]
  return {
    'Content-Security-Policy': policy.join('; '),
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=(), serial=()',
  }
}
