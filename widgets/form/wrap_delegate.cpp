// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/form/wrap_delegate.h"

#include <QEvent>
#include <QTreeView>

namespace interleave::widgets {

WrapDelegate::WrapDelegate(QTreeView *tree) : QStyledItemDelegate(tree), m_tree(tree) { tree->viewport()->installEventFilter(this); }

QSize WrapDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    if (!index.data(kWrappedRole).toBool())
        return QStyledItemDelegate::sizeHint(option, index);
    constexpr int kBeside = 32; // icon and margins
    int depth = m_tree->rootIsDecorated() ? 1 : 0;
    for (QModelIndex above = index.parent(); above.isValid(); above = above.parent())
        ++depth;
    const int width = std::max(m_tree->viewport()->width() - depth * m_tree->indentation() - kBeside, 60);
    const QRect text = option.fontMetrics.boundingRect(QRect(0, 0, width, 10000), Qt::TextWordWrap, index.data().toString());
    return {width, text.height() + 6};
}

void WrapDelegate::initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const
{
    QStyledItemDelegate::initStyleOption(option, index);
    if (!index.data(kWrappedRole).toBool())
        return;
    option->features |= QStyleOptionViewItem::WrapText;
    option->decorationAlignment = Qt::AlignTop;
    option->displayAlignment = Qt::AlignTop | Qt::AlignLeft;
}

bool WrapDelegate::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Resize && watched == m_tree->viewport())
        QMetaObject::invokeMethod(m_tree, &QTreeView::doItemsLayout, Qt::QueuedConnection);
    return QStyledItemDelegate::eventFilter(watched, event);
}

} // namespace interleave::widgets
