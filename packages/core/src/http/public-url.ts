/** A URL without its query and user info, where signatures and keys are: for errors and logs. */
export const publicUrl = (url: string): string => url.replace(/^([a-z]+:[/\\]*)[^/\\?#]*@|[?#].*$/gis, '$1')
