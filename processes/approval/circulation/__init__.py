"""Who reads along: copies of what is in approval (抄送) with read receipts, and comments (评论)."""
