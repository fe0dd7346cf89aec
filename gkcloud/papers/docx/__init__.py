"""An official document (公文) as a file for word processors, in the layout of GB/T 9704 that the PDF has too."""

from gkcloud.papers.docx.document import document_docx

__all__ = ["document_docx"]
